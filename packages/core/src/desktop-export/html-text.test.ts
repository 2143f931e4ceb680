import { describe, expect, it } from "vitest";
import { readHtmlText } from "./html-text.ts";
import { parseHtml } from "./html-tree.ts";
import type { MarkedText } from "./normalise-text.ts";

/** The text as it stands in a page, with the exporter's line break and indentation around it. */
function read(html: string): MarkedText {
  return readHtmlText(parseHtml(`<div class="text">\n${html}\n       </div>`)!.root);
}

describe("the text of an HTML message", () => {
  it("is exact to the character, its own line breaks and blanks included", () => {
    expect(read("one<br>two  three<br><br>four").text).toBe("one\ntwo  three\n\nfour");
    expect(read("<br>a<br>").text).toBe("\na\n");
    expect(read(" a ").text).toBe(" a ");
    expect(read("").text).toBe("");
  });

  it("has its escapes undone once", () => {
    expect(read("&lt;b&gt; &amp;amp; &quot;&apos;&#x0B;&laquo;").text).toBe("<b> &amp; \"'\u000B«");
  });

  it("may have line ends of Windows around it", () => {
    const tree = parseHtml('<div class="text">\r\nabc\r\n  </div>');
    expect(readHtmlText(tree!.root).text).toBe("abc");
  });

  it.each([
    ["<strong>x</strong>", { type: "bold" }],
    ["<em>x</em>", { type: "italic" }],
    ["<u>x</u>", { type: "underline" }],
    ["<s>x</s>", { type: "strikethrough" }],
    ["<code>x</code>", { type: "code" }],
    ["<pre>x</pre>", { type: "pre" }],
    ["<blockquote>x</blockquote>", { type: "blockquote" }],
    [
      '<span class="spoiler hidden" onclick="ShowSpoiler(this)"><span aria-hidden="true">x</span></span>',
      { type: "spoiler" },
    ],
    ['<a href="x">x</a>', { type: "link" }],
    ['<a href="mailto:x">x</a>', { type: "email" }],
    ['<a href="tel:x">x</a>', { type: "phone" }],
    ['<a href="https://a.b/">x</a>', { type: "text_link", url: "https://a.b/" }],
    ['<a href="javascript:alert(1)">x</a>', { type: "text_link", url: "javascript:alert(1)" }],
    ['<a href="" onclick="return ShowHashtag(&quot;x&quot;)">x</a>', { type: "hashtag" }],
    ['<a href="" onclick="return ShowBotCommand(&quot;x&quot;)">x</a>', { type: "bot_command" }],
    ['<a href="" onclick="return ShowCashtag(&quot;x&quot;)">x</a>', { type: "cashtag" }],
    ['<a href="" onclick="return ShowMentionName()">x</a>', { type: "mention_name" }],
    [
      '<a href = "stickers/sticker (1).webp">x</a>',
      { type: "custom_emoji", documentId: "stickers/sticker (1).webp" },
    ],
    [
      '<a href = "../../chats/chat_1/video_files/e.webm">x</a>',
      { type: "custom_emoji", documentId: "chats/chat_1/video_files/e.webm" },
    ],
    [
      '<a href="" onclick="return ShowNotAvailableEmoji();">x</a>',
      { type: "custom_emoji", documentId: "(unavailable)" },
    ],
    [
      '<a href="" onclick="return ShowNotLoadedEmoji();">x</a>',
      { type: "custom_emoji", documentId: "" },
    ],
  ])("marks %s", (html, mark) => {
    expect(read(`😀<br>${html}!`)).toEqual({
      text: "😀\nx!",
      entities: [{ ...mark, offset: 3, length: 1 }],
    });
  });

  it("marks mentions by the name that they link to", () => {
    expect(read('<a href="https://t.me/ada">@ada</a>').entities).toEqual([
      { type: "mention", offset: 0, length: 4 },
    ]);
    expect(read('<a href="https://t.me/bea">@ada</a>').entities[0]?.type).toBe("text_link");
  });

  it("marks nested runs, the outer one first, and leaves unknown elements unmarked", () => {
    expect(read("<strong>a<em>b</em></strong><constructor>c</constructor><em></em>")).toEqual({
      text: "abc",
      entities: [
        { type: "bold", offset: 0, length: 2 },
        { type: "italic", offset: 1, length: 1 },
      ],
    });
  });
});
