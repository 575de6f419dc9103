import type { PbxCapabilities } from '../../../ports/pbx.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import type { Inventory } from './picture.ts';
import type { Place } from './switchboard.ts';

/** Without one of these there is no call from a browser, or not all that is promised of it. */
const needed = [
  'chan_pjsip', 'res_pjsip', 'res_pjsip_session', 'res_pjsip_registrar', 'res_pjsip_authenticator_digest', 'res_pjsip_endpoint_identifier_user', 'res_pjsip_header_funcs', 'res_pjsip_rfc3326',
  'res_pjsip_sdp_rtp', 'res_pjsip_transport_websocket', 'res_http_websocket', 'res_srtp', 'res_rtp_asterisk', 'res_sorcery_astdb', 'res_ari', 'res_ari_asterisk',
  'res_manager_devicestate', 'app_dial', 'pbx_config', 'func_channel', 'format_pcm',
  'app_mixmonitor', 'format_sln', 'res_stasis_recording', 'res_ari_recordings', 'app_chanspy', 'app_confbridge', 'bridge_softmix', 'res_mutestream',
  'app_bridgewait', 'bridge_holding', 'app_directed_pickup', 'app_userevent', 'app_exec', 'func_db', 'func_lock', 'func_strings', 'func_logic', 'func_callerid', 'func_dialplan', 'func_pjsip_endpoint',
];

/** Where the plan is ours: queues, groups, menus, mailboxes and outside lines. */
const neededByPlan = [
  'app_chanspy', 'app_directed_pickup', 'app_queue', 'app_stack', 'app_playback', 'app_read', 'app_record', 'app_userevent', 'app_exec', 'func_base64', 'func_callerid', 'func_cut', 'func_db', 'func_dialplan',
  'func_groupcount', 'func_lock', 'func_logic', 'func_strings', 'func_timeout', 'func_uuid', 'func_version', 'func_volume', 'func_pjsip_endpoint', 'format_wav',
  'res_pjsip_endpoint_identifier_ip', 'res_pjsip_outbound_authenticator_digest', 'res_pjsip_outbound_registration',
];
const neededByHistory = ['cdr_custom', 'func_cdr'];

/** Names of needed modules that are not loaded. */
export async function missingModules(ami: AmiClient, { provision, history }: Pick<PbxCapabilities, 'provision' | 'history'>): Promise<string[]> {
  const wanted = [...needed, ...(provision === 'none' ? [] : neededByPlan), ...(history === 'none' ? [] : neededByHistory)];
  const loaded = await Promise.all(wanted.map((Module) => ami.action('ModuleCheck', { Module }).then(() => true, refused(false))));
  return wanted.filter((_name, index) => !loaded[index]);
}

/** Where the gateway sends channels: one that is sent elsewhere is hung up. By context: a number that leads into it. */
const neededContexts: Readonly<Record<Place, string>> = {
  'klapka-dial': 's', 'klapka-music': 's', 'klapka-held': 's', 'klapka-away': 's', 'klapka-join': 's', 'klapka-parked': '701', 'klapka-retrieve': '701', 'klapka-pick-up': 's', 'klapka-loose': 's',
  'klapka-ringing': 's', 'klapka-monitor': 's', 'klapka-conference': 's', klapka: 's',
};

/** Names of needed contexts that the dialplan does not have. */
export async function missingContexts(ami: AmiClient): Promise<string[]> {
  const is = ([name, exten]: [string, string]): Promise<boolean> => ami.action('Getvar', { Variable: `DIALPLAN_EXISTS(${name},${exten},1)` }).then((answer) => answer.get('Value') !== '0', refused(true));
  const wanted = Object.entries(neededContexts);
  const there = await Promise.all(wanted.map(is));
  return wanted.flatMap(([name], index) => (there[index] ? [] : [name]));
}

export async function readInventory(ami: AmiClient): Promise<Omit<Inventory, 'restarted'> & { startedAt: string }> {
  const none: AmiMessage[] = [];
  const [status, channels, contacts, deviceStates] = await Promise.all([
    ami.action('CoreStatus'),
    ami.list('CoreShowChannels'),
    // Answered with an error where there is none.
    ami.list('PJSIPShowContacts').catch(refused(none)),
    ami.list('DeviceStateList').catch(refused(none)),
  ]);
  return { startedAt: `${status.get('CoreStartupDate')} ${status.get('CoreStartupTime')}`, channels, contacts, deviceStates };
}

/** What a refusal by Asterisk means; any other failure stays one. */
function refused<T>(meaning: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof AmiError && error.code === 'REFUSED') return meaning;
    throw error;
  };
}
