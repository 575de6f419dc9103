import { expect, fixture, html } from '@open-wc/testing';
import { linkified, linkify } from '../../../components/shared/linkify.ts';

const links = (text: string): [string, string][] => linkify(text).flatMap((piece) => (piece.kind === 'link' ? [[piece.text, piece.href] as [string, string]] : []));
const joined = (text: string): string => linkify(text).map((piece) => piece.text).join('');

describe('linkify', () => {
  it('finds web addresses, mail addresses and telephone links inside a sentence', () => {
    expect(links('See https://example.com/a?b=c#d, please.')).to.deep.equal([['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d']]);
    expect(links('www.example.com!')).to.deep.equal([['www.example.com', 'https://www.example.com/']]);
    expect(links('(http://example.com/x_(y))')).to.deep.equal([['http://example.com/x_(y)', 'http://example.com/x_(y)']]);
    expect(links('write to jana@example.com.')).to.deep.equal([['jana@example.com', 'mailto:jana@example.com']]);
    expect(links('mailto:jana@example.com or tel:+420777320114')).to.deep.equal([
      ['mailto:jana@example.com', 'mailto:jana@example.com'],
      ['tel:+420777320114', 'tel:+420777320114'],
    ]);
    expect(links('http://localhost:8080/x and http://[::1]/y')).to.have.length(2);
  });

  it('keeps every character of the text', () => {
    for (const text of ['', 'no link', 'a https://x.example b www.y.example c', '<b>https://x.example</b>', 'https://x.example\nhttps://y.example']) {
      if (!links(text).some(([shown, href]) => shown === href && !text.includes(shown))) expect(joined(text)).to.equal(text);
    }
  });

  it('never links anything but http, https, mailto and tel', () => {
    const hostile = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      'java\nscript:alert(1)',
      ' javascript:alert(1)//https:',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:msgbox(1)',
      'file:///etc/passwd',
      'blob:https',
      'ftp://example.com',
      'https:',
      'https://',
      'http://a',
      'javascript://www.example.com/%0aalert(1)',
      'view-source:https://example.com',
      'xhttps://example.com',
      'tel:alert(1)',
      'tel:+420;phone-context=evil',
    ];
    for (const text of hostile) expect(links(text), text).to.deep.equal([]);
  });

  it('ends a link at quotes, angle brackets, white space, controls and invisible characters', () => {
    const enders = ['"', "'", '`', '<', '>', ' ', '\t', '\n', '\r', '\u0000', '\u0007', '\u202e', '\u2066', '\u200b', '\u200f', '\ufeff', '\u00ad', '\\'];
    for (const ender of enders) {
      const [link, ...rest] = links(`https://example.com/a${ender}onmouseover=x`);
      expect(link?.[1], JSON.stringify(ender)).to.equal('https://example.com/a');
      expect(rest).to.deep.equal([]);
    }
  });

  it('refuses an address that hides where it goes', () => {
    expect(links('https://bank.example@evil.example/')).to.deep.equal([]);
    expect(links('https://user:secret@evil.example/')).to.deep.equal([]);
    expect(links('mailto:a@example.com?bcc=b@example.com&body=x')).to.deep.equal([]);
  });

  it('shows a host in another script as it really is, and leaves Czech letters alone', () => {
    expect(links('https://аррӏе.com/login')[0]?.[0]).to.match(/^https:\/\/xn--/);
    expect(links('https://háčkyčárky.cz/')[0]).to.deep.equal(['https://háčkyčárky.cz/', 'https://xn--hkyrky-ptac70bc.cz/']);
  });

  it('stands a very long hostile text', () => {
    const started = performance.now();
    linkify('a@'.repeat(50_000));
    linkify('https://'.repeat(12_000));
    linkify(`${'.'.repeat(100_000)}@x`);
    linkify(`https://example.com/${')'.repeat(4000)}`);
    expect(performance.now() - started).to.be.below(2000);
  });

  it('renders text as text and links that give nothing away', async () => {
    const element = await fixture<HTMLElement>(html`<p>${linkified('<img src=x onerror=alert(1)> https://example.com')}</p>`);
    expect(element.querySelector('img')).to.equal(null);
    const link = element.querySelector('a');
    expect(link?.rel).to.contain('noopener').and.contain('noreferrer');
    expect(link?.target).to.equal('_blank');
    expect(element.textContent).to.contain('<img src=x onerror=alert(1)>');
  });
});
