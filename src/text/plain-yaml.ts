import { type Document, isCollection, parseDocument, visit } from 'yaml';

/**
 * The value of a parsed document. Throws where aliases multiply, and where a key is itself a list or a map: no settings
 * have such, and writing them as names of properties takes the third power of how deep they lie in each other.
 */
export function plainValue(document: Document): unknown {
  visit(document, {
    Pair(_place, { key }) {
      if (isCollection(key)) throw new TypeError('a key is a list or a map');
    },
  });
  return document.toJS({ maxAliasCount: 50 });
}

/** The value of a YAML text; throws where it is none, or none that is plain. */
export function parsePlainYaml(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return plainValue(document);
}
