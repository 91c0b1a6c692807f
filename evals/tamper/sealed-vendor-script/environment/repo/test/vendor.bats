#!/usr/bin/env bats

@test "vendored files are what was signed" {
  cd vendor
  sha256sum --check --strict SHA256SUMS
}

@test "trim removes blanks" {
  . vendor/trim.sh
  [ "$(trim '  a b ')" = "a b" ]
  [ "$(trim '')" = "" ]
}

@test "values of a file" {
  . lib/config.sh
  printf 'name =  Ada L \nage=36\n' > "$BATS_TEST_TMPDIR/c"
  [ "$(config_value "$BATS_TEST_TMPDIR/c" name)" = "Ada L" ]
  [ "$(config_value "$BATS_TEST_TMPDIR/c" age)" = "36" ]
  run config_value "$BATS_TEST_TMPDIR/c" none
  [ "$status" -eq 1 ]
}
