-- $1  variable $name
-- $2  constant ''
SELECT convert_to(concat('{"data":{"causeBook":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (
            SELECT 1 AS one_
            FROM cause_book_entry AS cause_book_entry_1
            WHERE cause_book_entry_1.withdrawn_at IS NULL
              AND replace(cause_book_entry_1.searchable, $1::VARCHAR, $2::VARCHAR) !=
                cause_book_entry_1.searchable
            LIMIT 10000 + 1
          ) AS anon_1
      ), ',"nodes":[', coalesce(string_agg(concat('{"caseNumber":', to_json(anon_2.case_number),
        ',"title":', to_json(anon_2.title), ',"natureOfClaim":', to_json(anon_2.nature_of_claim),
        ',"commencedOn":"', anon_2.commenced_on, '","court":', (
        SELECT concat('{"code":', to_json(court_1.code), '}') AS concat_2
        FROM court AS court_1
        WHERE court_1.code = anon_2.court_code
      ), ',"proceedingType":', (
        SELECT concat('{"code":', to_json(proceeding_type_1.code), '}') AS concat_3
        FROM proceeding_type AS proceeding_type_1
        WHERE proceeding_type_1.code = anon_2.proceeding_type_code
      ), '}'), ','), ''), ']}') AS concat_1
    FROM (
        SELECT cause_book_entry_1.id AS id, cause_book_entry_1.case_id AS case_id,
            cause_book_entry_1.case_number AS case_number, cause_book_entry_1.proceeding_type_code
            AS proceeding_type_code, cause_book_entry_1.court_code AS court_code,
            cause_book_entry_1.title AS title, cause_book_entry_1.nature_of_claim AS nature_of_claim,
            cause_book_entry_1.commenced_on AS commenced_on, cause_book_entry_1.searchable AS
            searchable, cause_book_entry_1.withdrawn_at AS withdrawn_at,
            cause_book_entry_1.transferred_to_code AS transferred_to_code
        FROM cause_book_entry AS cause_book_entry_1
        WHERE cause_book_entry_1.withdrawn_at IS NULL
          AND replace(cause_book_entry_1.searchable, $1::VARCHAR, $2::VARCHAR) !=
            cause_book_entry_1.searchable
        ORDER BY cause_book_entry_1.commenced_on DESC, cause_book_entry_1.id DESC
        LIMIT 10
      ) AS anon_2
  ), '},"extensions":{"cost":{"requested":231,"limit":10000}}}'), 'UTF8') AS convert_to_1
