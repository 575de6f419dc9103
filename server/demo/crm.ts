import { SignJWT } from 'jose';
import { Router } from 'express';
import express from 'express';
import { z } from 'zod';

/** Somebody of the made-up CRM's company: an extension of the gateway. */
export interface Person {
  number: string;
  name: string;
}

/** Lives shorter than the ten minutes the gateway allows, so that the renewal is seen to work. */
const tokenSeconds = 300;

/**
 * The CRM's own backend: it knows who its user is (here: whoever was chosen in the page) and says so to the gateway in a
 * short-lived token, signed with the secret the two share. This is all a host has to write on its server.
 */
export function crmBackend(secret: string, people: readonly Person[]): Router {
  const key = new TextEncoder().encode(secret);
  const Request = z.strictObject({ person: z.enum(people.map(({ number }) => number)) });
  const router = Router();
  router.post('/crm/token', express.json({ limit: '1kb' }), async (request, response) => {
    const parsed = Request.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ message: 'Nobody of that number works here' });
      return;
    }
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(parsed.data.person)
      .setAudience('klapka')
      .setIssuedAt()
      .setExpirationTime(`${tokenSeconds}s`)
      .sign(key);
    response.set('Cache-Control', 'no-store').json({ token });
  });
  return router;
}

const firms: readonly [name: string, company: string, stage: string, next: string, worth: number][] = [
  ['Alena Horáková', 'Pekárna Horák', 'Talking', 'Offer for two shops', 420_000],
  ['Matěj Šimek', 'Šimek a synové', 'New', 'First call', 95_000],
  ['Ingrid Falk', 'Nordlys Kafé', 'Won', 'Send the contract', 310_000],
  ['Tomáš Urban', 'Urban Logistika', 'Talking', 'Meeting on Thursday', 780_000],
  ['Zofia Malinowska', 'Malina Studio', 'New', 'Asked in the chat', 60_000],
  ['Ota Beneš', 'Dílna U Mostu', 'Won', 'Ask how it goes', 186_000],
  ['Clara Weiss', 'Weiss Optik', 'Talking', 'Waits for her brother', 240_000],
  ['Jiří Sova', 'Sova Elektro', 'New', 'First call', 132_000],
];

const phone = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M13.8 16.6a1 1 0 0 0 1.2-.3l.4-.5A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.5.4a1 1 0 0 0-.3 1.2 14 14 0 0 0 6.4 6.4"/></svg>';
const initials = (name: string): string => name.split(' ').map((word) => word.charAt(0)).join('');

/** The rows of the CRM's table: its customers, reachable at the demo's extensions, so that a press rings somewhere. */
export function contactRows(people: readonly Person[]): string {
  const worth = new Intl.NumberFormat('cs', { style: 'currency', currency: 'CZK', maximumFractionDigits: 0 });
  return people
    .map(({ number }, index) => {
      const [name, company, stage, next, amount] = firms[index % firms.length] ?? ['Somebody', 'Somewhere', 'New', '', 0];
      return `<tr><td><div class="customer"><span class="face" aria-hidden="true">${initials(name)}</span><div><strong>${name}</strong><small>${company}</small></div></div></td>
<td><span class="stage" data-stage="${stage}">${stage}</span></td><td class="next">${next}</td><td class="amount">${worth.format(amount)}</td>
<td><button type="button" data-number="${number}" data-name="${name}" aria-label="Call ${name}">${phone}${number}</button></td></tr>`;
    })
    .join('\n');
}
