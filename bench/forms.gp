\\ The closed forms of bench_forms.c in PARI/GP, floating-point: prints seconds for 1,000 evaluations.
default(realprecision, 100);
forms(i) = {
  my(s = sqrt(3)/2, r = 1/10, rho = (i + 1)/100000);
  my(root = sqrt((1 + r)^2*s^2 - 4*(r + rho)));
  my(p = ((1 + r)*s + root)/2);
  my(u = sqrt(2*rho*p/(s - p)), a = rho*s/(s - p));
  [p, u, -a/2, sqrt(8*rho*p*root - a^2)/2, -2*(1 + r)*s*p]
};
start = getabstime();
for(n = 1, 50, for(i = 0, 999, forms(i)));
print((getabstime() - start)/50000.);
quit;
