import type { Phrasebook } from "./phrasebook.ts";

/** Walkers of old roads. */
export const japanese: Phrasebook = {
  language: "ja",
  headlines: ["{road}を歩く 第{n}回", "{place}の様子（{time}）", "道しるべ修理のお知らせ"],
  sentences: [
    "{road}は{place}の手前で通行止めになっています。",
    "{time}に{place}を出て、峠まで{n}時間かかりました。",
    "今年は{thing}が例年より早く見られます。",
    "参加者は{count}人、全員無事に下山しました。",
    "茶屋の{thing}がとてもおいしかったです。",
    "雨の後は石畳が滑りやすいので注意してください。",
    "ボランティアが{thing}を{n}か所で直しました。",
  ],
  replies: [
    "お疲れさまでした！",
    "{place}はまだ雪がありますか？",
    "写真ありがとうございます📷",
    "次は{time}集合でお願いします",
    "行ってみたい…",
  ],
  slots: {
    road: ["塩の旧道", "霧ヶ坂", "東の古道", "杉並木の道"],
    place: ["三本松", "水神の祠", "鐘つき堂", "渡し場跡"],
    thing: ["紅葉", "だんご", "道標", "山ぶどう"],
  },
  hashtags: ["古道", "山歩き", "峠", "里山"],
  firstNames: ["葵", "蓮", "陽菜", "大輔", "さくら", "健"],
  lastNames: ["山口", "小川", "森", "渡辺"],
};
