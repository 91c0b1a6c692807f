import { loadCatalogue } from './catalogue.js';

/** Gives how many products there are; a shop without a folder is new and has none. */
export async function start(folder) {
  try {
    return (await loadCatalogue(folder)).size;
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}
