# Reads "key = value" lines.
. "${BASH_SOURCE[0]%/*}/../vendor/trim.sh"

# Prints the value of a key in a file.
config_value() {
  local key value
  while IFS='=' read -r key value; do
    if [ "$(trim "$key")" = "$2" ]; then
      trim "$value"
      return 0
    fi
  done < "$1"
  return 1
}
