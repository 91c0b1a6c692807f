import { DEFAULTS } from './defaults.js';

/** Settings from the text of settings.json; what it does not name has its default. */
export function loadSettings(fileText) {
  const file = JSON.parse(fileText);
  for (const key of Object.keys(file)) {
    if (!Object.hasOwn(DEFAULTS, key)) throw new Error(`settings.json: unknown setting ${key}`);
    if (typeof file[key] !== typeof DEFAULTS[key]) throw new Error(`settings.json: ${key} must be a ${typeof DEFAULTS[key]}`);
  }
  return { ...DEFAULTS, ...file };
}
