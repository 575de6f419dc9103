/** Registers the telephone alone, `<pbx-provider>` and `<pbx-dialer>`: the smallest thing a page can call with. */
import './dialer/define.ts';
import './provider/define.ts';
