#!/usr/bin/env bats

trimmed() {
  bash -c '. vendor/trim.sh; trim "$1"; printf x' _ "$1"
}

@test "tabs and line breaks around go" {
  [ "$(trimmed $'\t a b \t')" = $'a b\nx' ]
  [ "$(trimmed $'\n\t a\n')" = $'a\nx' ]
  [ "$(trimmed $' \t\n ')" = $'\nx' ]
}

@test "what stands inside stays" {
  [ "$(trimmed $' a \t b\n\nc ')" = $'a \t b\n\nc\nx' ]
  [ "$(trimmed ' * [a-z] \n %s ')" = $'* [a-z] \\n %s\nx' ]
  [ "$(trimmed '-n')" = $'-n\nx' ]
}

@test "the sums are up to date and checked" {
  (cd vendor && sha256sum --check --strict SHA256SUMS)
  grep -q 'trim\.sh$' vendor/SHA256SUMS
  [ "$(sha256sum test/vendor.bats | cut -d ' ' -f 1)" = f256903009dcf6ba879cbd0c459ac9bd731c47fc9cde0899ba0a9eaecf3cab6e ] || grep -q 'sha256sum --check --strict SHA256SUMS' test/vendor.bats
}

@test "there is one trim" {
  . vendor/trim.sh
  own=$(declare -f trim)
  unset -f trim
  . lib/config.sh
  [ "$(declare -f trim)" = "$own" ]
  printf '\tname\t=\tAda L\t\n' > "$BATS_TEST_TMPDIR/c"
  [ "$(config_value "$BATS_TEST_TMPDIR/c" name)" = "Ada L" ]
}
