import { css } from 'lit';

/*
 * A small set of the public tokens: one accent, one radius and one font make the window its host's. Light or dark follows the
 * page's own `color-scheme`. Rules are written tightly: every byte here is fetched before the first usable window.
 */
export const styles = css`
:host {
  --_radius: var(--pbx-radius, 8px);
  --_accent: var(--pbx-accent, light-dark(#0a66dc, #6ea4fb));
  --_accent-ink: var(--pbx-accent-ink, oklch(from var(--_accent) clamp(.17, (.55 - l) * 999, 1) 0 h));
  --_surface: var(--pbx-surface, light-dark(#fff, #171920));
  --_sunken: var(--pbx-sunken, light-dark(#eeeff3, #0a0c11));
  --_line: var(--pbx-line, light-dark(#dfe2e9, #2c303a));
  --_ink: var(--pbx-ink, light-dark(#1b1e26, #eceef2));
  --_ink-2: var(--pbx-ink-2, light-dark(#555b69, #b0b5c0));
}
* { box-sizing: border-box; margin: 0 }
dialog {
  position: fixed; inset: auto auto calc(var(--pbx-chat-bottom, 20px) + 68px); inset-inline-end: 20px; z-index: 99999;
  width: 372px; height: min(590px, 100dvh - 120px); padding: 0; overflow: hidden; flex-direction: column;
  border: 1px solid var(--_line); border-radius: calc(var(--_radius) * 2); color: var(--_ink); background: var(--_surface);
  font: 14px/1.4 var(--pbx-font, "Inter", system-ui, "Segoe UI", Roboto, sans-serif);
  box-shadow: 0 18px 48px #0f142838; contain: layout style; overflow-wrap: anywhere;
}
dialog[open] { display: flex; animation: come var(--pbx-motion, .14s) }
@keyframes come { from { opacity: 0; transform: translateY(8px) } }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer }
:focus-visible { outline: 2px solid; outline-offset: 2px }
.icon { width: 18px; height: 18px; display: block; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
.round { width: 32px; height: 32px; flex: none; display: grid; place-items: center; border-radius: 50% }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.head { display: flex; gap: 12px; align-items: center; padding: 16px 12px 16px 18px; color: var(--pbx-chat-header-ink, var(--_accent-ink)); background: var(--pbx-chat-header-surface, var(--_accent)) }
.head > div { flex: 1; min-width: 0 }
.head button { align-self: start }
h2 { font-size: 17px; line-height: 1.3 }
.head p { font-size: 12px }
dialog:not(:has(.row)) h2 { padding-top: 32px; font-size: 26px }
.face { flex: none; width: 28px; height: 28px; border-radius: 50%; display: grid; place-items: center; font-size: 11px; font-weight: 600; color: var(--_ink); background: var(--_line) }
[role=status]:not(:empty) { padding: 6px 18px; font-size: 12px; color: var(--_ink-2); background: var(--_sunken) }
[role=log] { flex: 1; min-height: 0; overflow: hidden auto; overscroll-behavior: contain; overflow-anchor: none; padding: 16px 18px 12px; display: flex; flex-direction: column; gap: 12px; outline-offset: -2px }
[role=log] > :first-child { margin-top: auto }
.row { display: flex; flex-direction: column; gap: 4px; align-items: end; position: relative; padding-inline-start: 48px }
.row.agent { align-items: start; padding-inline: 36px 28px }
.agent .face { position: absolute; inset: auto auto 0; inset-inline-start: 0 }
.row > div { min-width: 0; max-width: 100%; padding: 8px 12px; border-radius: var(--pbx-message-radius, calc(var(--_radius) * 1.75)); white-space: pre-wrap; color: var(--pbx-message-ink, var(--_ink)); background: var(--pbx-message-surface, var(--_sunken)) }
.visitor > div { color: var(--pbx-message-own-ink, var(--_accent-ink)); background: var(--pbx-message-own-surface, var(--_accent)) }
.visitor:has(+ small) > :last-child { border-end-end-radius: 3px }
.agent:has(+ small) > :last-child { border-end-start-radius: 3px }
.row > :has(img) { padding: 0; background: none }
small, .agent + .agent, .visitor + .visitor { margin-top: -8px }
.row a { color: inherit }
.note { align-self: center; text-align: center }
small, .note { font-size: 12px; color: var(--_ink-2) }
small { align-self: end; display: flex; gap: 4px; align-items: center }
.agent + small, .typing { align-self: start; padding-inline-start: 36px }
small .icon { width: 14px; height: 14px }
.bad { gap: 12px; color: var(--pbx-bad-text, light-dark(#a3121e, #ff9d97)) }
.link { flex: none; font-size: 12px; font-weight: 600 }
img, canvas { display: block; max-width: 100%; height: auto; max-height: 240px; border-radius: calc(var(--_radius) * 1.75); object-fit: contain }
.file { display: flex; gap: 6px; align-items: center }
.file .icon { flex: none }
form { padding: 12px; border-top: 1px solid var(--_line) }
.field { display: flex; align-items: end; gap: 4px; padding: 6px; border-radius: calc(var(--_radius) * 2.75); background: var(--_sunken); color: var(--_ink-2) }
.field:focus-within { outline: 2px solid var(--_accent) }
textarea { flex: 1; min-width: 0; min-height: 32px; max-height: 120px; padding: 5px 8px; border: 0; resize: none; font: inherit; font-size: 16px; line-height: 22px; color: var(--_ink); background: none }
.field textarea { outline: 0 }
::placeholder { color: var(--_ink-2); opacity: 1 }
.go { color: var(--_accent-ink); background: var(--_accent) }
ul { list-style: none; padding: 0 0 8px; display: grid; gap: 6px }
li { display: flex; gap: 8px; align-items: center; padding: 6px 12px; border-radius: var(--_radius); background: var(--_sunken); font-size: 12px }
li span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
progress { width: 80px; accent-color: var(--_accent) }
.emoji { display: grid; grid-template-columns: repeat(8, 1fr); max-height: 168px; overflow: auto; padding: 0 0 8px; font-size: 20px }
.emoji button { padding: 4px; border-radius: var(--_radius) }
footer { padding: 0 18px 10px; margin-top: -4px; display: flex; flex-wrap: wrap; gap: 4px 12px; justify-content: center; font-size: 12px; color: var(--_ink-2) }
@media (hover: hover) { button:not(.link):hover { opacity: .8 } }
@media (width < 480px) {
  dialog { inset: var(--_top, 0) 0 auto; width: 100%; max-width: none; height: var(--_height, 100dvh); max-height: none; border: 0; border-radius: 0 }
  form { padding-bottom: max(12px, env(safe-area-inset-bottom)) }
}
@media (prefers-reduced-motion: reduce) { dialog[open] { animation-duration: 0s } }
@media (forced-colors: active) { .row > div, .field, .go { border: 1px solid } }
`;

/** The button's own look while the window is open: it becomes the way out. Kept here, off the button's budget. */
export const openFace = css`
[aria-expanded=true]::before { clip-path: polygon(4px 6px, 6px 4px, 12px 10px, 18px 4px, 20px 6px, 14px 12px, 20px 18px, 18px 20px, 12px 14px, 6px 20px, 4px 18px, 10px 12px) }
@media (forced-colors: active) { button::before { background: ButtonText } }
@media (width < 480px) { [aria-expanded=true] { visibility: hidden } }
`;
