/** Makes a getConfig for a source whose `load()` gives a promise of the values. */
export function createConfig(source) {
  let values = null;
  let loading = null;
  return function getConfig() {
    loading ??= source.load().then((loaded) => {
      values = loaded;
    });
    return values;
  };
}
