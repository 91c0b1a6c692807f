#!/bin/sh
set -eu
git apply /solution/gold.patch
