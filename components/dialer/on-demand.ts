/*
 * Everything of the dialer that nobody needs before there is a session. Loaded as one, so that the page fetches one file
 * and a call that rings finds its card there.
 */
import '../call/define.ts';
import '../device-settings/define.ts';
import '../incoming-call/define.ts';

export { sheets } from './on-demand.styles.ts';
export { Problems } from './problems.ts';
export { Suggestions } from './suggestions.ts';
