SELECT concat('{"data":{"courts":[', coalesce((
    SELECT group_concat(concat('{"code":', json_quote(anon_1.code), ',"name":{"en":',
        json_quote(anon_1.name_en), ',"tc":', json_quote(anon_1.name_tc), ',"sc":',
        json_quote(anon_1.name_sc), '},"offices":[', coalesce((
        SELECT group_concat(concat('{"code":', json_quote(anon_2.code), ',"name":{"en":',
            json_quote(anon_2.name_en), '}}'), ',') AS group_concat_2
        FROM (
            SELECT court_office_1.code AS code, court_office_1.court_code AS court_code,
                court_office_1.ordinal AS ordinal, court_office_1.name_en AS name_en,
                court_office_1.name_tc AS name_tc, court_office_1.name_sc AS name_sc
            FROM court_office AS court_office_1
            WHERE court_office_1.court_code = anon_1.code
            ORDER BY court_office_1.ordinal ASC, court_office_1.code ASC
          ) AS anon_2
      ), ''), '],"proceedingTypes":[', coalesce((
        SELECT group_concat(concat('{"code":', json_quote(anon_3.code), '}'), ',') AS group_concat_3
        FROM (
            SELECT proceeding_type_1.code AS code, proceeding_type_1.court_code AS court_code,
                proceeding_type_1.registry_code AS registry_code, proceeding_type_1.ordinal AS
                ordinal, proceeding_type_1.prefix AS prefix, proceeding_type_1.name_en AS name_en,
                proceeding_type_1.name_tc AS name_tc, proceeding_type_1.name_sc AS name_sc
            FROM proceeding_type AS proceeding_type_1
            WHERE proceeding_type_1.court_code = anon_1.code
            ORDER BY proceeding_type_1.ordinal ASC, proceeding_type_1.code ASC
          ) AS anon_3
      ), ''), ']}'), ',') AS group_concat_1
    FROM (
        SELECT court_1.code AS code, court_1.ordinal AS ordinal, court_1.name_en AS name_en,
            court_1.name_tc AS name_tc, court_1.name_sc AS name_sc
        FROM court AS court_1
        ORDER BY court_1.ordinal ASC, court_1.code ASC
      ) AS anon_1
  ), ''), ']},"extensions":{"cost":{"requested":131,"limit":10000}}}') AS concat_1
