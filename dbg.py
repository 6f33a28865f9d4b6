from tests.test_checks_quick_count import *
T=TestBulletinInTheMiddle()
print(shares())
for by in (.05,.1,.15,.2,.3):
    for c in ("30","80.0","95.0"):
        f=T.told(T.moved(by),c); print(by,c,f.verdict.value, f.statement)
