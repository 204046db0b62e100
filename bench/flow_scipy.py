"""The unreduced flow to t = 20 by SciPy's RK45 at the relative tolerance of the command line: N = 20,000, K = 10,
d = 32, one thread, the table and start of bench_flow_run.c. Prints the seconds of processor time, then the final labels
and head."""
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import sys
import time
import numpy as np
from scipy.integrate import solve_ivp

N, K, d = 20000, 10, 32
tolerance = float(sys.argv[1])


def wave(count, frequency, deviation):
    n = np.arange(count)
    return deviation * np.sqrt(2) * np.sin(frequency * (1 + n) * (1 + n % 17))


A = 0.1 + (7 * np.arange(N)[:, None] + 13 * np.arange(K)[None, :]) % 101
sample_root, label_root = np.sqrt(A.sum(1))[:, None], np.sqrt(A.sum(0))[:, None]
B = A / sample_root / label_root.T
deviation = 0.3 / np.sqrt(A.sum())


def blocks(state):
    return state[:N * d].reshape(N, d), state[N * d:(N + K) * d].reshape(K, d), state[(N + K) * d:].reshape(d, d)


def velocity(t, state):
    X, Y, P = blocks(state)
    M = P.T @ P
    meeting = B.T @ X
    cross = meeting.T @ Y
    out = np.empty_like(state)
    dX, dY, dP = blocks(out)
    np.matmul(B @ Y, P, out=dX)
    dX -= X @ M
    dY[:] = meeting @ P - Y @ M
    dP[:] = cross + cross.T - P @ (X.T @ X + Y.T @ Y)
    return out


start = np.concatenate([(sample_root * wave(N * d, 0.37, deviation).reshape(N, d)).ravel(),
                        (label_root * wave(K * d, 0.73, deviation).reshape(K, d)).ravel(),
                        wave(d * d, 1.31, 0.5 / np.sqrt(d))])
begin = time.process_time()
result = solve_ivp(velocity, (0, 20), start, t_eval=[20], rtol=tolerance, atol=1e-3 * tolerance)
print(time.process_time() - begin)
X, Y, P = blocks(result.y[:, -1])
for number in np.concatenate([(Y / label_root).ravel(), P.ravel()]):
    print(repr(float(number)))
