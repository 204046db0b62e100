# The closed forms of bench_forms.c in mpmath's interval arithmetic: prints seconds for 1,000 evaluations.
import time
from mpmath import iv

iv.dps = 100


def evaluate(i):
    s = iv.sqrt(iv.mpf(3)) / 2
    r = iv.mpf(1) / 10
    rho = iv.mpf(i + 1) / 100000
    root = iv.sqrt((1 + r)**2 * s**2 - 4 * (r + rho))
    p = ((1 + r) * s + root) / 2
    u = iv.sqrt(2 * rho * p / (s - p))
    a = rho * s / (s - p)
    return p, u, -a / 2, iv.sqrt(8 * rho * p * root - a**2) / 2, -2 * (1 + r) * s * p


def seconds():
    start = time.process_time()
    for i in range(1000):
        evaluate(i)
    return time.process_time() - start


print(min(seconds() for _ in range(3)))
