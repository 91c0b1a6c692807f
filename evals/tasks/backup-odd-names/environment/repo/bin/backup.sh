#!/usr/bin/env bash
# Copies all *.conf files below SOURCE to the same place below TARGET.

if [ $# -ne 2 ]; then
  echo "usage: backup.sh SOURCE TARGET" >&2
  exit 2
fi
source=$1
target=$2

copied=0
for file in $(find $source -name *.conf -type f); do
  place=$target/${file#$source/}
  mkdir -p $(dirname $place)
  cp -p $file $place
  copied=$((copied + 1))
done
echo "copied $copied files"
