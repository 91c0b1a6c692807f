#!/bin/sh
# Lays the hidden tests over the tree in the current folder, runs them, and writes which passed and the reward.
set -u
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
cp -R /tests/hidden/. . || exit 1
phpunit --no-configuration --bootstrap src/autoload.php --testdox --colors=never tests/HiddenSurchargeTest.php > /tmp/hidden-tests.log 2>&1
code=$?
cat /tmp/hidden-tests.log
awk '/^ ✔ / { sub(/^ ✔ /, ""); sub(/ *[|│].*/, ""); print "pass " $0 } /^ (✘|∅|☢|⚠|↩) / { sub(/^ [^ ]+ /, ""); sub(/ *[|│].*/, ""); print "fail " $0 }' /tmp/hidden-tests.log > /logs/verifier/tests.txt
# All of them have to have run: a tree that ends the process early does not pass.
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 3 ]; then
  echo 1 > /logs/verifier/reward.txt
fi
