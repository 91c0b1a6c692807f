# Text helpers, 2.1

# Prints a text without the blanks around it.
trim() {
  local text=$1
  text=${text#"${text%%[! ]*}"}
  text=${text%"${text##*[! ]}"}
  printf '%s\n' "$text"
}
