#!/bin/sh
# Lays the hidden tests over the tree in the current folder, runs them, and writes which passed and the reward.
set -u
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
cp -R /tests/hidden/. . || exit 1
ruby -Ilib -Itest -e 'ARGV.shift.split(",").each { |it| require "./#{it}" }' -- test/test_hidden_addresses.rb --verbose > /tmp/hidden-tests.log 2>&1
code=$?
cat /tmp/hidden-tests.log
awk '/^[A-Z][A-Za-z]*#test_.* = .* = \.$/ { print "pass " $1 } /^[A-Z][A-Za-z]*#test_.* = .* = [FES]$/ { print "fail " $1 }' /tmp/hidden-tests.log > /logs/verifier/tests.txt
# All of them have to have run: a tree that ends the process early does not pass.
if [ "$code" -eq 0 ] && [ "$(grep -c '^pass ' /logs/verifier/tests.txt)" -eq 3 ]; then
  echo 1 > /logs/verifier/reward.txt
fi
