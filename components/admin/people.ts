import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AdminStrings } from '../locales/en/admin.ts';
import { avatar } from '../shared/avatar.ts';
import { iconLink } from '../shared/icons/link.ts';
import { iconUserPlus } from '../shared/icons/user-plus.ts';
import { iconUsers } from '../shared/icons/users.ts';
import { notice } from '../shared/notice.ts';
import { framed } from '../shared/select.ts';
import type { AccountRow, NewPerson } from './admin.types.ts';

interface People {
  t: AdminStrings;
  accounts: readonly AccountRow[];
  me: string;
  busy: boolean;
  open: boolean;
  toggle: (open: boolean) => void;
  invite: (person: NewPerson) => void;
  link: (account: AccountRow) => void;
  disable: (account: AccountRow) => void;
}

function roleText({ roles }: AccountRow, t: AdminStrings): string {
  const named = roles.filter((role) => role !== 'user').map((role) => t.roles[role]);
  return named.length > 0 ? named.join(', ') : t.roles.user;
}

function accountRow(account: AccountRow, { t, me, busy, link, disable }: People): TemplateResult {
  const { name, extension, email, disabled, hasPassword } = account;
  const state = disabled ? 'disabled' : hasPassword ? 'active' : 'invited';
  return html`<tr class=${state}>
    <td><span class="person">${avatar({ name })}<span class="who"><span class="name ellipsis">${name}${account.id === me ? html` <span class="about">(${t.you})</span>` : nothing}</span><span class="about ellipsis">${email ?? ''}</span></span></span></td>
    <td class="numbers">${extension?.number ?? '–'}</td>
    <td class="role">${roleText(account, t)}</td>
    <td><span class="chip ${state}">${t.states[state]}</span></td>
    <td class="actions">
      <button type="button" class="button" ?disabled=${busy || disabled} aria-label=${t.newLinkFor(name)} @click=${() => link(account)}>${iconLink}<span class="word">${t.newLink}</span></button>
      ${account.id === me ? nothing : html`<button type="button" class="button" ?disabled=${busy} aria-label=${disabled ? t.enable(name) : t.disable(name)} @click=${() => disable(account)}>${disabled ? t.enableShort : t.disableShort}</button>`}
    </td>
  </tr>`;
}

function inviteForm({ t, busy, toggle, invite }: People): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const data = new FormData(event.target);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const role = (['administrator', 'supervisor'] as const).find((one) => one === text('role')) ?? 'user';
    invite({ firstName: text('firstName'), lastName: text('lastName'), number: text('number'), email: text('email'), department: text('department'), role });
  };
  return html`<form class="form" aria-label=${t.invite} @submit=${onSubmit}>
    <div class="field"><label for="firstName">${t.person.firstName}</label><input id="firstName" class="input" name="firstName" required maxlength="120" autocomplete="off" /></div>
    <div class="field"><label for="lastName">${t.person.lastName}</label><input id="lastName" class="input" name="lastName" required maxlength="120" autocomplete="off" /></div>
    <div class="field"><label for="number">${t.person.number}</label><input id="number" class="input" name="number" required pattern="[0-9]{2,8}" inputmode="numeric" autocomplete="off" /></div>
    <div class="field"><label for="department">${t.person.department}</label><input id="department" class="input" name="department" maxlength="120" autocomplete="off" /></div>
    <div class="field"><label for="email">${t.person.email}</label><input id="email" class="input" name="email" type="email" maxlength="254" autocomplete="off" aria-describedby="email-hint" /><p id="email-hint" class="hint">${t.person.emailHint}</p></div>
    <div class="field"><label for="role">${t.person.role}</label>${framed(html`<select id="role" class="input" name="role">
      ${(['user', 'supervisor', 'administrator'] as const).map((role) => html`<option value=${role}>${t.roles[role]}</option>`)}</select>`)}</div>
    <div class="form-end"><button type="button" class="button" @click=${() => toggle(false)}>${t.cancel}</button><button type="submit" class="button primary" ?disabled=${busy}>${t.create}</button></div>
  </form>`;
}

/** The tab "People". */
export function peopleTab(people: People): TemplateResult {
  const { t, accounts, open, busy, toggle } = people;
  return html`
    ${open ? inviteForm(people) : html`<div class="tools"><button type="button" class="button primary" ?disabled=${busy} @click=${() => toggle(true)}>${iconUserPlus}${t.invite}</button></div>`}
    ${accounts.length === 0
      ? notice({ icon: iconUsers, title: t.noPeople, text: t.noPeopleNext })
      : html`<div class="table"><table aria-label=${t.tabs.people}>
          <thead><tr><th scope="col">${t.columns.name}</th><th scope="col">${t.columns.number}</th><th scope="col" class="role">${t.columns.role}</th><th scope="col">${t.columns.state}</th><th scope="col"><span class="visually-hidden">${t.columns.actions}</span></th></tr></thead>
          <tbody>${accounts.map((account) => accountRow(account, people))}</tbody>
        </table></div>`}`;
}
