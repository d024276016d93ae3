// A rendered show as the parser of the Podcast Index reads it, which knows the podcast namespace.
//
// usage: feed.mjs FEED.xml

import { readFileSync } from "node:fs";
import partytime from "podcast-partytime";

const feed = partytime.parseFeed(readFileSync(process.argv[2], "utf8"));
let passed = 0;
function check(what, holds) {
  if (!holds) {
    console.error(`podcast-partytime: ${what}`, JSON.stringify(feed, null, 1));
    process.exit(1);
  }
  passed += 1;
}

check("is a feed", feed !== null);
check("has a GUID", /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(feed.guid));
check("is locked by its owner", typeof feed.locked === "boolean" && feed.podcastOwner?.includes("@"));
check("is a podcast in Arabic", feed.medium === "podcast" && feed.language.startsWith("ar"));
check("has artwork and categories", feed.itunesImage && feed.itunesCategory?.length);
check("is not explicit", feed.explicit === false);
check("has items", feed.items.length > 0);
for (const item of feed.items) {
  check("item has audio", item.enclosure.length > 0 && item.enclosure.type.startsWith("audio/") && item.duration > 0);
  check("item has a date", item.pubDate instanceof Date && !Number.isNaN(item.pubDate.getTime()));
  const types = new Set(item.podcastTranscripts.map((transcript) => transcript.type));
  check("item has three transcripts", types.size === 3 && item.podcastTranscripts.every((found) => found.url && found.language));
  check("chapters have the right type", !item.podcastChapters || item.podcastChapters.type === "application/json+chapters");
}
console.log(`feed (podcast-partytime): ${passed} checks passed, ${feed.items.length} episodes`);
