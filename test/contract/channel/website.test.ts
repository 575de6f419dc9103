import { websiteChannel } from '../../../server/adapters/channels/website/index.ts';
import { channelContract } from './suite.ts';

channelContract('the website', {
  create: websiteChannel,
  settings: { channelId: 'channel-1', origins: ['https://shop.example'], secrets: {} },
  genuine: { kind: 'socket', origin: 'https://shop.example', event: 'typing', payload: { typing: true } },
});
