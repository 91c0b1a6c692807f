/** Groups as `{ key, items }`, in the order in which keys were first seen. */
export function groupBy(items, keyOf) {
  const groups = [];
  for (let at = 0; at < items.length; at++) {
    let found = null;
    for (const group of groups) {
      if (Object.is(keyOf(group.items[0], items.indexOf(group.items[0])), keyOf(items[at], at))) found = group;
    }
    if (found === null) groups.push({ key: keyOf(items[at], at), items: [items[at]] });
    else found.items.push(items[at]);
  }
  return groups;
}

/** The first item for each key. */
export function distinct(items, keyOf = (item) => item) {
  return items.filter((item, at) => {
    for (let before = 0; before < at; before++) {
      if (Object.is(keyOf(items[before], before), keyOf(item, at))) return false;
    }
    return true;
  });
}
