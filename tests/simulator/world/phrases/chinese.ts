import type { Phrasebook } from "./phrasebook.ts";

/** Railway watchers. */
export const chinese: Phrasebook = {
  language: "zh",
  headlines: ["{line}今日调整运行图", "{place}站观察记录", "{train}首次亮相"],
  sentences: [
    "{train}于{time}准点到达{place}站。",
    "{line}本周加开{n}对列车，全程约{n}小时。",
    "今天在{place}站拍到{count}张照片，光线很好。",
    "因强风影响，{line}部分列车限速运行。",
    "站台改造预计还需{n}周，请从南出口通行。",
    "据统计，{place}站昨日发送旅客{count}人次。",
    "老站房里的{thing}修好了，欢迎参观。",
  ],
  replies: ["太好看了！", "{train}今天会来吗？", "我在{place}站等到{time}", "谢谢分享🚄", "求原图"],
  slots: {
    line: ["滨江线", "环山铁路", "东湖支线", "北岭快线"],
    train: ["绿皮列车", "青鹭号", "检修列车", "夜班车"],
    place: ["柳树湾", "石桥", "望海", "三叉口"],
    thing: ["挂钟", "信号灯", "木长椅", "售票窗口"],
  },
  hashtags: ["铁路", "火车迷", "摄影", "时刻表"],
  firstNames: ["晓明", "雨桐", "子涵", "海燕", "志强", "静怡"],
  lastNames: ["王", "李", "陈", "欧阳", "周"],
};
