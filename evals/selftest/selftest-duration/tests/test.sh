#!/bin/bash
# The hidden tests run from their own folder: what they ask for is the code in the current one.
set -u
echo 0 > /logs/verifier/reward.txt
mkdir -p hidden && cp /tests/hidden.test.js hidden/hidden.test.js || exit 1
node --test --test-reporter=tap hidden/hidden.test.js > /tmp/hidden.log 2>&1
code=$?
cat /tmp/hidden.log
sed -n -e 's/^ok [0-9]* - /pass /p' -e 's/^not ok [0-9]* - /fail /p' /tmp/hidden.log | sed 's/ # .*//' > /logs/verifier/tests.txt
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 7 ]; then echo 1 > /logs/verifier/reward.txt; fi
