#!/usr/bin/env bash
# Writes vendor/SHA256SUMS anew.
cd "${BASH_SOURCE[0]%/*}/../vendor" && sha256sum -- *.sh > SHA256SUMS
