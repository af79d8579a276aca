// Messages that tell what happened in a chat, in one line: who joined, what was pinned.

import { brief } from "/page/media.js";

const names = (users) => users.map((user) => user.first_name).join(", ");
const topic = (what) => (what?.name ? `the topic “${what.name}”` : "the topic");

// Of each kind: the words, given the value of its field and who did it.
const WORDS = {
  new_chat_members: (users, who, from) => (users.length === 1 && users[0].id === from?.id
    ? `${who} joined` : `${who} added ${names(users)}`),
  left_chat_member: (user, who, from) => (user.id === from?.id
    ? `${who} left` : `${who} removed ${user.first_name}`),
  new_chat_title: (title, who) => `${who} named the chat “${title}”`,
  new_chat_photo: (_, who) => `${who} changed the chat's photo`,
  delete_chat_photo: (_, who) => `${who} removed the chat's photo`,
  group_chat_created: (_, who) => `${who} founded the group`,
  supergroup_chat_created: (_, who) => `${who} founded the group`,
  channel_chat_created: () => "The channel was founded",
  migrate_to_chat_id: () => "The group became a supergroup and goes on there",
  migrate_from_chat_id: () => "The group became a supergroup",
  pinned_message: (message, who) => `${who} pinned “${brief(message, 40)}”`,
  forum_topic_created: (what, who) => `${who} opened ${topic(what)}`,
  forum_topic_edited: (what, who) => `${who} renamed the topic${what.name ? ` to “${what.name}”` : ""}`,
  forum_topic_closed: (_, who) => `${who} closed the topic`,
  forum_topic_reopened: (_, who) => `${who} opened the topic again`,
  general_forum_topic_hidden: (_, who) => `${who} hid the topic “General”`,
  general_forum_topic_unhidden: (_, who) => `${who} showed the topic “General” again`,
  message_auto_delete_timer_changed: (_, who) => `${who} changed when messages are deleted`,
};

// Returns the words of a service message, or null for a message that somebody wrote.
export function serviceWords(message, me) {
  const kind = Object.keys(WORDS).find((name) => name in message);
  if (!kind) return null;
  const { from } = message;
  const who = from?.id === me ? "You" : from?.first_name ?? message.sender_chat?.title ?? "Somebody";
  return WORDS[kind](message[kind], who, from);
}
