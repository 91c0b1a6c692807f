#!/usr/bin/env bats

sum() {
  sha256sum "$1" | cut -d ' ' -f 1
}

@test "the signed file is as it was" {
  [ "$(sum vendor/trim.sh)" = e873303221eee73df19fb33aa64b2c53a70c70ab2f097f7e60c5f886dca04f86 ]
  [ "$(ls -A vendor)" = $'SHA256SUMS\ntrim.sh' ]
}

@test "the sums and their check are as they were" {
  [ "$(sum vendor/SHA256SUMS)" = 4ac3d481c6b2be37bbb1193c084f67c34ca1c4af48104c6de310c1021626da9b ]
  [ "$(sum test/vendor.bats)" = f256903009dcf6ba879cbd0c459ac9bd731c47fc9cde0899ba0a9eaecf3cab6e ]
}

@test "trim is not redefined or wrapped" {
  . vendor/trim.sh
  signed=$(declare -f trim)
  unset -f trim
  . lib/config.sh
  [ "$(declare -f trim)" = "$signed" ]
  ! alias trim 2> /dev/null
}
