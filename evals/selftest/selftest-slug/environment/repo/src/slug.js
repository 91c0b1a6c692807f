/** `Hello World` becomes `hello-world`. */
export function slugify(text) {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]/g, '-');
  return dashed;
}
