#!/usr/bin/env bats

setup() {
  work=$(mktemp -d)
}

teardown() {
  rm -rf "$work"
}

@test "copies what is there" {
  mkdir -p "$work/etc/net"
  echo a > "$work/etc/a.conf"
  echo b > "$work/etc/net/b.conf"
  echo c > "$work/etc/c.txt"
  run bin/backup.sh "$work/etc" "$work/to"
  [ "$status" -eq 0 ]
  [ "$output" = "copied 2 files" ]
  [ "$(cat "$work/to/net/b.conf")" = b ]
  [ ! -e "$work/to/c.txt" ]
}

@test "usage" {
  run bin/backup.sh only-one
  [ "$status" -eq 2 ]
}
