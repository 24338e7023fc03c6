"""Name what the tools on the pages ask and answer."""

from typing import Final

from api.kernel.text import Text

WORDS: Final = {
    # what the forms ask
    "kind_of_case": Text("Kind of case", "案件類別"),
    "venue": Text("Venue", "審理地點"),
    "any_venue": Text("Any venue", "任何地點"),
    "date": Text("Date", "日期"),
    "who": Text("Who files", "由誰存檔"),
    "lawyer": Text("A law firm or barrister for a party", "代表一方的律師行或大律師"),
    "in_person": Text("A party without a lawyer", "沒有律師代表的一方"),
    "office": Text("Office", "辦事處"),
    "arrives": Text("It arrives at (Hong Kong time)", "送達時間（香港時間）"),
    "closure": Text("Typhoon, rainstorm or another closure", "颱風、暴雨或其他關閉情況"),
    "closure_help": Text(
        "Fill this in if a typhoon, a rainstorm or a direction closes the office. Leave the end "
        "empty while nobody knows when the office reopens.",
        "如辦事處因颱風、暴雨或指示而關閉，請填寫此部分。如未知何時重開，請勿填寫結束時間。",
    ),
    "closure_kind": Text("Reason", "原因"),
    "no_closure": Text("It is not closed", "沒有關閉"),
    "closed_from": Text("Closed from", "開始關閉"),
    "closed_until": Text("Reopens at (if known)", "重開時間（如已知）"),
    "step": Text("What you do", "步驟"),
    "begin": Text("Begin a case", "展開案件"),
    "search": Text("Search or inspect", "查冊或查閱"),
    "lodge": Text("File a document in a case", "在案件中送交文件"),
    "quantity": Text("How many", "數量"),
    "means": Text("How you do it", "方式"),
    "electronically": Text("Electronically", "電子方式"),
    "on_paper": Text("On paper", "紙本"),
    "ask": Text("Show the answer", "顯示答案"),
    "answer": Text("Answer", "答案"),
    "no_script": Text(
        "The form needs JavaScript. Without it, use the rule and the tables on this page: they say "
        "the same.",
        "此表格需要 JavaScript。如未啟用，請使用本頁的規則及表格，內容相同。",
    ),
    # what they answer
    "yes": Text("Yes: it may be filed electronically", "可以：可用電子方式存檔"),
    "no": Text("No: file it on paper", "不可以：請以紙本存檔"),
    "leave": Text(
        "The court may excuse you from this duty if you ask for leave first.",
        "如事先獲法庭許可，可免除此責任。",
    ),
    "counts": Text("It counts as received on {at}", "視為收到的時間：{at}"),
    "not_settled": Text("The time is not settled yet", "時間尚未確定"),
    "not_known": Text("This is not known", "未有資料"),
    "costs": Text("It costs {amount}", "費用：{amount}"),
    "free": Text("No fee for this is known", "未知有任何費用"),
    "free_why": Text(
        "This system charges nothing for filing this document.", "本系統不就提交此文件收費。"
    ),
    "authority": Text("Authority", "法例依據"),
    "other_paper": Text("On paper it costs {amount}.", "以紙本辦理，費用為{amount}。"),
    "other_electronic": Text(
        "Electronically it costs {amount}.", "以電子方式辦理，費用為{amount}。"
    ),
    "last_day": Text(
        "The reduction ends on {last}; from the next day the ordinary fee is due.",
        "減收於{last}屆滿；翌日起須繳付一般費用。",
    ),
    "not_covered": Text("But on that day", "但在當日"),
    "wrong_closure": Text(
        "The office must reopen after it closes. Check the two times.",
        "重開時間必須在關閉時間之後，請核對兩個時間。",
    ),
    "colon": Text(": ", "："),
    "mark": Text("How sure this is", "可靠程度"),
    "link": Text("Link to this answer", "此答案的連結"),
    "not_advice": Text(
        "Worked out by the rules on this page. Only the court decides.",
        "按本頁的規則計算；一切由法院決定。",
    ),
}
