#!/usr/bin/env bats

setup() {
  work=$(mktemp -d)
  script=$PWD/bin/backup.sh
  mkdir -p "$work/etc"
}

teardown() {
  chmod -R u+rwx "$work"
  rm -rf "$work"
}

# Only what stands on stdout counts.
backup() {
  run bash -c '"$@" 2> /dev/null' _ "$script" "$@"
}

last() {
  [ "${lines[-1]}" = "$1" ]
}

@test "odd names" {
  mkdir -p "$work/etc/a dir/*"
  for name in 'b c.conf' '-n.conf' '*.conf' $'line\nbreak.conf' '.hidden.conf' '.conf' 'a dir/*/x  y.conf' "q'\"\$.conf"; do
    printf '%s' "$name" > "$work/etc/$name"
  done
  backup "$work/etc" "$work/to"
  [ "$status" -eq 0 ]
  last "copied 8 files"
  diff -r "$work/etc" "$work/to"
}

@test "folders with blanks and slashes" {
  mkdir -p "$work/my etc/sub"
  echo a > "$work/my etc/sub/a.conf"
  backup "$work/my etc/" "$work/my target/"
  [ "$status" -eq 0 ]
  last "copied 1 files"
  [ "$(cat "$work/my target/sub/a.conf")" = a ]
}

@test "a target whose name matters to find or cp" {
  echo a > "$work/etc/a.conf"
  cd "$work"
  backup etc -t
  [ "$status" -eq 0 ]
  [ -f "$work/-t/a.conf" ]
}

@test "nothing to copy" {
  echo c > "$work/etc/c.txt"
  touch "$work/etc/confx" "$work/a.conf"
  cd "$work"
  backup "$work/etc" "$work/to"
  [ "$status" -eq 0 ]
  last "copied 0 files"
}

@test "names in the current folder do not matter" {
  echo a > "$work/etc/a.conf"
  echo b > "$work/etc/b.conf"
  cd "$work/etc"
  backup "$work/etc" "$work/to"
  last "copied 2 files"
}

@test "goes on after a failure" {
  mkdir -p "$work/to/b.conf"
  touch "$work/to/b.conf/b.conf"
  for name in a c; do echo "$name" > "$work/etc/$name.conf"; done
  mkdir -p "$work/etc/sub"
  echo s > "$work/etc/sub/s.conf"
  mkdir -p "$work/to" && echo "a file" > "$work/to/sub"
  backup "$work/etc" "$work/to"
  [ "$status" -eq 1 ]
  last "copied 2 files"
  [ "$(cat "$work/to/c.conf")" = c ]
}
