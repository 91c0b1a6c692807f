#!/bin/sh
# Lays the hidden tests over the tree in the current folder, runs them, and writes which passed and the reward.
set -u
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
cp -R /tests/hidden/. . || exit 1
mvn -o -q -B -Dmaven.repo.local=/usr/share/maven-repo -Dtest=HiddenByteRangesTest test > /tmp/hidden-tests.log 2>&1
code=$?
cat /tmp/hidden-tests.log
cat target/surefire-reports/TEST-*Hidden*.xml 2>/dev/null | awk '/<testcase / { if (name != "") print "pass " name; match($0, /name="[^"]*"/); name = substr($0, RSTART + 6, RLENGTH - 7) } /<(failure|error)/ { print "fail " name; name = "" } END { if (name != "") print "pass " name }' > /logs/verifier/tests.txt
# All of them have to have run: a tree that ends the process early does not pass.
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 6 ]; then
  echo 1 > /logs/verifier/reward.txt
fi
