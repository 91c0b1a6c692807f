// reach.mjs  Where the egress proxy may lead: exact host names and ports, and for those that the repository named only
// public addresses.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

// Everything that isn't a public unicast address: loopback, private, carrier NAT, link-local (cloud metadata), reserved.
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4],
]) inside.addSubnet(network, bits, 'ipv4');
// Of IPv6 only 2000::/3 is public; of that, 6to4 and the documentation and tunnel ranges carry other addresses.
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const oddV6 = new BlockList();
for (const [network, bits] of [['2001::', 32], ['2001:db8::', 32], ['2002::', 16]]) oddV6.addSubnet(network, bits, 'ipv6');

function isPublic(address) {
  if (isIP(address) === 4) return !inside.check(address, 'ipv4');
  return publicV6.check(address, 'ipv6') && !oddV6.check(address, 'ipv6');
}

/**
 * A function that says whether a host and port may be reached, and if so at which address: resolved once, so that the name
 * can't change its mind. A name that nobody allowed is never looked up: it could carry data in itself.
 */
export function reachOf(policy) {
  const open = new Set(policy.open);
  const trusted = new Set(policy.trusted);
  return async (host, port, usual) => {
    const name = host.toLowerCase().replace(/\.$/, '').replace(/^\[|\]$/g, '');
    const named = (set) => (port === usual && set.has(name)) || set.has(`${name}:${port}`);
    if (!named(open) && !named(trusted)) return { refused: `${name}:${port}` };
    let addresses;
    try {
      addresses = (await lookup(name, { all: true })).map((it) => it.address);
    } catch {
      return { unreachable: `${name}:${port}` };
    }
    if (!named(trusted)) addresses = addresses.filter(isPublic);
    return addresses.length > 0 ? { address: addresses[0], name, port } : { refused: `${name}:${port}` };
  };
}
