import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All products by sku: one JSON file each; other files are left out. */
export async function loadCatalogue(folder) {
  const products = new Map();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
    const product = JSON.parse(await readFile(join(folder, file), 'utf8'));
    products.set(product.sku, product);
  }
  return products;
}
