import { describe, expect, it } from 'vitest';
import { asteriskConfig } from '../../../../server/adapters/pbx/asterisk/config/index.ts';
import type { AsteriskPlaces } from '../../../../server/adapters/pbx/asterisk/config/index.ts';

const places: AsteriskPlaces = {
  name: 'pbx1', folder: '/srv/pbx', modules: '/usr/lib/asterisk/modules', amiPort: 15_038, httpPort: 18_088, sipBind: '127.0.0.1:15060',
  amiSecret: 'ami-secret', ariSecret: 'ari-secret', rtp: { from: 20_000, to: 20_999 },
};

describe('the configuration of Asterisk', () => {
  it('is complete: nothing is left to be filled in', async () => {
    const files = await asteriskConfig(places);
    expect([...files.values()].filter((text) => text.includes('{{'))).toEqual([]);
    expect(files.get('manager.conf')).toMatch(/port = 15038\n[^]*secret = ami-secret\n/);
    expect(files.get('ari.conf')).toContain('password = ari-secret\n');
  });

  it('listens on loopback only', async () => {
    const files = await asteriskConfig(places);
    const addresses = [...files.values()].flatMap((text) => [...text.matchAll(/^bind(?:addr)? = (.+)$/gm)].map(([, address]) => address));
    expect(addresses).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1:15060']);
  });

  it.each(['app_system', 'func_shell', 'res_agi', 'app_externalivr', 'pbx_spool', 'res_pjsip_endpoint_identifier_anonymous'])('does not load %s', async (name) => {
    expect((await asteriskConfig(places)).get('modules.conf')).toContain(`\nnoload = ${name}.so\n`);
  });

  it('has another hash that nobody knows each time', async () => {
    const hashes = await Promise.all([1, 2].map(async () => /md5_cred = ([0-9a-f]{32})\n/.exec((await asteriskConfig(places)).get('pjsip.conf') ?? '')?.[1]));
    expect(hashes[0]).toBeDefined();
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it.each(['a\nb', 'a\r', 'a;b', 'a]b'])('takes no value that would be more than one (%j)', async (folder) => {
    await expect(asteriskConfig({ ...places, folder })).rejects.toThrow('asterisk.conf: no usable value for folder');
  });
});
