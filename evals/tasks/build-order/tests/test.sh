#!/bin/sh
# Lays the hidden tests over the tree in the current folder, runs them, and writes which passed and the reward.
set -u
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
cp -R /tests/hidden/. . || exit 1
python3 -B -m pytest -p no:cacheprovider -v tests/test_hidden_order.py > /tmp/hidden-tests.log 2>&1
code=$?
cat /tmp/hidden-tests.log
awk '/::.* PASSED/ { print "pass " $1 } /::.* (FAILED|ERROR)/ { print "fail " $1 }' /tmp/hidden-tests.log > /logs/verifier/tests.txt
# All of them have to have run: a tree that ends the process early does not pass.
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 8 ]; then
  echo 1 > /logs/verifier/reward.txt
fi
