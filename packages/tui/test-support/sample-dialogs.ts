import { channelType, jobType, type SampleChannel, type SampleJob } from "./sample-data.ts";

/** A chat of the fake server's account. */
export interface SampleDialog {
  readonly telegramId: string;
  readonly title: string;
  readonly username: string | null;
}

/** As the API shows it. */
export function dialogType({ telegramId, title, username }: SampleDialog) {
  return {
    ...{ telegramId, title, username, kind: "CHANNEL", isPutAway: false, channel: null },
    topMessageId: 1,
  };
}

interface Added {
  readonly dialogs: readonly SampleDialog[];
  readonly added: string[];
  readonly jobs: SampleJob[];
  readonly channels: SampleChannel[];
}

/** What the fake server does about a channel that is to be added; nobody has the name @nobody. */
export function addTo(server: Added, reference: string) {
  server.added.push(reference);
  if (reference === "@nobody") {
    return {
      __typename: "ChannelInaccessibleError",
      ...{ code: "CHANNEL_INACCESSIBLE", retryable: false, message: "Nobody has this username." },
    };
  }
  const title = server.dialogs.find(({ telegramId }) => telegramId === reference)?.title;
  const channel = { id: `c-${reference}`, title: title ?? reference, username: null };
  const job: SampleJob = {
    ...{ id: `job-${server.jobs.length + 1}`, title: channel.title, state: "RUNNING" },
    ...{ done: 0, total: 100, messages: 0 },
  };
  server.jobs.unshift(job);
  server.channels.push({ ...channel, messageCount: 0 });
  const shown = { channel: channelType({ ...channel, messageCount: 0 }), job: jobType(job) };
  return {
    ...{ __typename: "AddChannelSuccess", ...shown },
    ...{ channels: [shown.channel], jobs: [shown.job] },
  };
}
