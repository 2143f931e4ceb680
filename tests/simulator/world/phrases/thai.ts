import type { Phrasebook } from "./phrasebook.ts";

/** A morning market; a script that puts no spaces between words. */
export const thai: Phrasebook = {
  language: "th",
  headlines: ["ตลาดเช้าวันนี้ที่{place}", "ราคา{food}เวลา {time}", "ประกาศจากตลาด"],
  sentences: [
    "วันนี้{food}ราคากิโลกรัมละ {n} บาทที่{place}",
    "แม่ค้าขาย{food}หมดก่อนเวลา {time}",
    "มีคนมาเดินตลาดประมาณ {count} คน",
    "ฝนตกหนัก ขอให้ระวังพื้นลื่นแถว{place}",
    "พรุ่งนี้มีเรือส่ง{food}มาถึงเวลา {time}",
    "ร้านใหม่เปิดข้าง{place} แถม{food}ฟรี {n} วัน",
  ],
  replies: ["ขอบคุณค่ะ", "{food}ยังมีไหมครับ", "อร่อยมาก 😋", "เจอกัน {time} นะ", "แวะไป{place}มาแล้ว"],
  slots: {
    place: ["ท่าเรือเก่า", "สะพานไม้", "ศาลาริมน้ำ", "ต้นโพธิ์ใหญ่"],
    food: ["มะม่วง", "ปลาทู", "ข้าวเหนียว", "ผักบุ้ง", "ขนมครก"],
  },
  hashtags: ["ตลาดเช้า", "ของอร่อย", "ราคาวันนี้"],
  firstNames: ["สมชาย", "มาลี", "ปิติ", "ชูใจ", "วีระ"],
  lastNames: ["ใจดี", "แสงทอง", "บุญมา"],
};
