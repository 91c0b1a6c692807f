#!/bin/sh
# Lays the hidden tests over the tree in the current folder, runs them, and writes which passed and the reward.
set -u
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
cp -R /tests/hidden/. . || exit 1
timeout 120 node --test --test-force-exit --test-timeout=10000 --test-reporter=tap test/hidden-retry.test.js > /tmp/hidden-tests.log 2>&1
code=$?
cat /tmp/hidden-tests.log
awk '/^ok [0-9]+/ { sub(/^ok [0-9]+ *-? */, ""); sub(/ *#.*/, ""); print "pass " $0 } /^not ok [0-9]+/ { sub(/^not ok [0-9]+ *-? */, ""); sub(/ *#.*/, ""); print "fail " $0 }' /tmp/hidden-tests.log > /logs/verifier/tests.txt
# All of them have to have run: a tree that ends the process early does not pass.
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 9 ]; then
  echo 1 > /logs/verifier/reward.txt
fi
