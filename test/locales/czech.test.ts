import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import client from '../../components/locales/cs/client.ts';
import composer from '../../components/locales/cs/composer.ts';
import dialer from '../../components/locales/cs/dialer.ts';
import inbox from '../../components/locales/cs/inbox.ts';
import { lay } from '../../components/shared/language.ts';
import { root } from '../../scripts/lib/root.ts';

const formal = [...globSync('components/locales/cs/*.ts', { cwd: root }), 'widget/window/locales/cs.ts'].toSorted();
const informalOf = (file: string): string => file.replace('locales/cs', 'locales/cs-x-informal');
const informal = new Set([...globSync('components/locales/cs-x-informal/*.ts', { cwd: root }), 'widget/window/locales/cs-x-informal.ts']);

async function tableOf(file: string): Promise<object> {
  const { default: table } = (await import(pathToFileURL(join(root, file)).href)) as { default: object };
  return table;
}

/** Every sentence of a table, as a person reads it. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String((value as (...given: string[]) => unknown)('Jana', 'Jana'))];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentences) : [];
}

const saying = (texts: string[], word: RegExp): string[] => texts.filter((text) => text.split(/[^\p{L}]+/u).some((one) => word.test(one.toLowerCase())));

/** Pronouns, and verbs in the second person of the plural: all of them end in -te, and of other words of ours only one does. */
const vy = /^(vy|vás|vám|vámi|váš|vaš[eiíu]|vašeho|vašemu|vašem|vaším|vašich|vašimi|(?!načte).+te)$/;
const ty = /^(ty|tě|ti|tebe|tebou|tvůj|tv[éáůoíý]|tvého|tvému|tvou|tvých|jsi|bys|.+íš|(?!váš).+áš|.+eš)$/;
/** Asked of a company, which is many people; and said to its visitors, whoever writes to its people. */
const toOthers = new Set(['Zapomeňte na mě', 'Napište nám']);

describe('counts in Czech', () => {
  const forms: [string, (count: number) => string, Record<string, string>][] = [
    ['people found', dialer.found, { 0: 'Nalezeno 0 lidí', 1: 'Nalezen 1 člověk', 2: 'Nalezeni 2 lidé', 4: 'Nalezeni 4 lidé', 5: 'Nalezeno 5 lidí', 22: 'Nalezeno 22 lidí', 1.5: 'Nalezeno 1.5 člověka' }],
    ['conversations that wait', client.waiting, { 0: '0 konverzací čeká', 1: '1 konverzace čeká', 2: '2 konverzace čekají', 4: '4 konverzace čekají', 5: '5 konverzací čeká', 1.5: '1.5 konverzace čeká' }],
    ['unread messages', inbox.unread, { 0: '0 nepřečtených', 1: '1 nepřečtená', 2: '2 nepřečtené', 4: '4 nepřečtené', 5: '5 nepřečtených', 1.5: '1.5 nepřečtené' }],
    ['files of a message', composer.tooMany, { 1: 'K jedné zprávě lze přiložit nejvýše 1 soubor.', 2: 'K jedné zprávě lze přiložit nejvýše 2 soubory.', 10: 'K jedné zprávě lze přiložit nejvýše 10 souborů.' }],
  ];

  it.each(forms)('%s', (_name, text, expected) => {
    expect(Object.fromEntries(Object.keys(expected).map((count) => [count, text(Number(count))]))).toEqual(expected);
  });
});

describe('address in Czech', () => {
  it.each(formal)('%s never says ty', async (file) => {
    expect(saying(sentences(await tableOf(file)), ty)).toEqual([]);
  });

  it.each(formal)('%s leaves no vy where its informal form is laid over it', async (file) => {
    const over = informal.has(informalOf(file)) ? await tableOf(informalOf(file)) : {};
    expect(saying(sentences(lay(await tableOf(file), over)), vy).filter((text) => !toOthers.has(text))).toEqual([]);
  });
});
