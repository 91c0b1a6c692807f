#!/bin/bash
set -eu
git apply "$(dirname "$0")/gold.patch"
