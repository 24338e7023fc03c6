"""Every row of the studies' trap tables, and the test that springs it.

``SPRUNG`` names a test for each row; ``CANNOT_ARISE`` says why there is nothing to spring. Rows are
numbered as they stand: ``P`` in the table of the performance study, ``W`` in that of the walk,
``V`` and ``F`` in the lists under the viewer and under folds and pages.
"""

import ast
from pathlib import Path

READING = Path(__file__).parents[1]
SQL, WALK, VIEWER = (f"traps/test_traps_{name}.py" for name in ("sql", "walk", "viewer"))

SPRUNG = {
    "P1 a FROM-subquery is not correlated": (
        SQL,
        "test_a_list_in_a_list_holds_its_parents_rows_and_no_others",
    ),
    "P2 aliases, merged fields, fragments, @skip/@include": (
        SQL,
        "test_the_same_field_twice_is_one_and_under_two_aliases_is_two",
    ),
    "P2 the same, at random": (
        "test_deliveries.py",
        "test_every_delivery_and_database_gives_the_same_answer",
    ),
    "P3 null, absent and default variables": (
        SQL,
        "test_null_absent_and_default_are_three_things_to_a_variable",
    ),
    "P4 Int range": ("test_inputs.py", "test_a_number_too_large_for_int_is_a_request_error"),
    "P4 wrong variable type": (
        "test_inputs.py",
        "test_variables_that_do_not_fit_are_a_request_error",
    ),
    "P5 BigInteger behind Int, nullable behind non-null": (
        "test_wiring.py",
        "test_everything_wrong_with_a_type_is_told_at_once",
    ),
    "P5 Float NaN and Infinity": (
        SQL,
        "test_a_column_of_floating_point_is_refused_when_the_schema_is_built",
    ),
    "P6 Decimal: the same scale on both": (
        "test_visibility.py",
        "test_every_column_is_printed_as_python_would",
    ),
    "P7 TimeZone and DateStyle are pinned": (
        SQL,
        "test_a_database_with_times_of_its_own_prints_as_any_other",
    ),
    "P7 trailing zeros of microseconds": (
        "test_visibility.py",
        "test_a_filings_times_and_stage_are_printed_as_python_would",
    ),
    "P8 enum names that are not what is stored": (
        "test_deliveries.py",
        "test_an_enum_whose_names_and_values_cross_is_not_swapped",
    ),
    "P9 Boolean in concat, P10 NULL in concat": (
        SQL,
        "test_every_kind_of_column_is_printed_with_and_without_a_value",
    ),
    "P11 order inside string_agg, and ties": (
        SQL,
        "test_rows_that_tie_come_in_the_order_of_their_keys",
    ),
    "P12 LIMIT may not refer to outer columns": (
        SQL,
        "test_a_page_size_given_by_a_variable_bounds_each_parent_by_itself",
    ),
    "P13 page-size caps, negative limits": (
        "test_pages.py",
        "test_a_page_of_an_impossible_size_is_refused_by_name",
    ),
    "P14 base64 breaks lines at 76": (
        SQL,
        "test_a_cursor_longer_than_a_line_of_base_64_reads_on",
    ),
    "P15 interface and union by a discriminator": (
        WALK,
        "test_a_member_of_an_interface_is_walked_as_itself",
    ),
    "P16 introspection beside data": (
        "test_deliveries.py",
        "test_introspection_and_data_live_side_by_side",
    ),
    "P17 @defer, @stream, custom directives": (
        SQL,
        "test_directives_that_are_not_of_the_schema_are_refused",
    ),
    "P18 totalCount only when selected": (
        SQL,
        "test_a_count_is_made_only_where_it_is_asked_for",
    ),
    "P18 totalCount has the row rule": (
        "test_visibility.py",
        "test_lists_and_counts_hold_exactly_what_the_viewer_may_see",
    ),
    "P19 keys and aliases in SQL text": (
        SQL,
        "test_names_that_mean_something_to_a_database_are_only_names",
    ),
    "P19 every value is a bind": ("test_inputs.py", "test_text_is_only_ever_a_value"),
    "P20 memory of prepared plans": (SQL, "test_prepared_statements_are_given_back"),
    "P20 memory of our own plans": (
        "test_cost.py",
        "test_plans_and_documents_are_forgotten_in_time",
    ),
    "P21 generic plans": (SQL, "test_a_reading_connection_is_set_up"),
    "P23 limits before compiling": (
        "test_cost.py",
        "test_a_document_above_a_limit_is_refused_by_name",
    ),
    "P23 statement_timeout": (SQL, "test_a_statement_that_does_not_end_is_ended"),
    "P24, W16 extensions and permissions of a field": (
        WALK,
        "test_what_would_run_for_each_field_is_refused_when_the_schema_is_built",
    ),
    "4.2 json_build_object stops at 50 keys, concat at 100 arguments": (
        "test_deliveries.py",
        "test_an_object_of_more_than_a_hundred_fields_is_printed_whole",
    ),
    "4.2 row_to_json truncates aliases at 63 bytes": (
        SQL,
        "test_an_alias_longer_than_a_databases_own_names_is_kept_whole",
    ),
    "4.5 an all-skipped selection": (
        "test_deliveries.py",
        "test_a_selection_that_skips_everything_is_an_empty_object",
    ),
    "W1 a union with a dict": (WALK, "test_a_member_of_a_union_is_walked_as_itself"),
    "W2 is_type_of of a dict": (WALK, "test_a_member_of_an_interface_is_walked_as_itself"),
    "W3 the mark must not leak": (WALK, "test_no_mark_of_ours_is_ever_sent"),
    "W4 enum names and values": (
        "test_deliveries.py",
        "test_an_enum_whose_names_and_values_cross_is_not_swapped",
    ),
    "W4 a list of members": (WALK, "test_a_list_of_members_is_walked_by_name"),
    "W5 a serialiser given text, W6 derived inputs as JSON": (
        WALK,
        "test_a_derived_field_receives_what_its_columns_hold",
    ),
    "W7 the executor's base class": (WALK, "test_the_executor_is_strawberrys_own_and_pinned"),
    "W8 the spine is keyed by node identity": (
        WALK,
        "test_a_forgotten_document_is_parsed_and_spliced_anew",
    ),
    "W9 aliases of a lazy payload": (WALK, "test_the_aliases_of_a_payload_are_each_their_own_row"),
    "W10 a payload hidden by the viewer's own rule": (
        "test_mutations.py",
        "test_a_hidden_row_is_null_where_that_may_be_and_a_fault_where_not",
    ),
    "W11 a scalar subquery NULL in concat": (
        SQL,
        "test_a_row_that_is_not_there_is_null_at_the_top_and_below",
    ),
    "W12 a plain method on a bound type": (
        "test_wiring.py",
        "test_everything_wrong_with_a_type_is_told_at_once",
    ),
    "W13 default=None prints = null": (
        WALK,
        "test_an_argument_that_may_be_left_out_has_no_default",
    ),
    "W14 IN compiles to POSTCOMPILE": (SQL, "test_a_list_of_any_length_finds_what_is_in_it"),
    "W15 SQLite's parser stack and expression depth": (
        SQL,
        "test_the_deepest_document_allowed_is_answered",
    ),
    "W15 the same, far beyond the limits": (
        SQL,
        "test_many_fields_many_levels_deep_are_one_statement",
    ),
    "V1 or_(true(), x) folds, (true() | x) | y does not": (
        VIEWER,
        "test_a_rule_folds_however_its_parts_are_put_together",
    ),
    "V1 rules are folded for each kind": (
        VIEWER,
        "test_a_statement_of_staff_carries_no_rule_and_that_of_a_litigant_its_own",
    ),
    "V2 EXISTS needs correlate_except, V3 rules do not compose through parents": (
        VIEWER,
        "test_a_filing_of_a_sealed_case_is_found_by_nobody_outside_it",
    ),
    "V4 a type without a rule": (
        "test_wiring.py",
        "test_a_type_without_a_rule_cannot_be_declared",
    ),
    "V4 Withheld is no door to the table": (
        VIEWER,
        "test_what_says_withheld_shows_no_column_of_the_row",
    ),
    "V5 last-seen and sliding expiry are writes": (
        "test_databases.py",
        "test_nothing_can_be_written_through_a_reading_connection",
    ),
    "V6 now is a bind": (
        VIEWER,
        "test_a_session_ends_by_the_clock_and_no_statement_is_made_anew",
    ),
    "V7 one 401 for all reasons": (
        "test_viewers.py",
        "test_an_unknown_token_is_refused_whatever_it_asks",
    ),
    "V8 revocation and demotion at once": (
        VIEWER,
        "test_what_is_done_to_a_session_or_an_account_counts_at_once",
    ),
    "F1 an unknown rule withholds": (SQL, "test_a_rule_that_knows_nothing_hides_the_row"),
    "F2 a fold is total": ("test_wiring.py", "test_everything_wrong_with_a_type_is_told_at_once"),
    "F3 mixed directions expand to OR": (
        "test_pages.py",
        "test_every_window_between_two_cursors_is_cut_as_python_cuts_it",
    ),
    "F4 malformed cursors": (
        "test_pages.py",
        "test_a_cursor_that_was_not_given_for_this_list_is_refused",
    ),
    "F5 totalCount counts Withheld, F6 sorting by a withheld column": (
        VIEWER,
        "test_rows_that_may_be_withheld_are_in_no_order_of_their_own",
    ),
    "F7 a cursor contains the sort key": (
        VIEWER,
        "test_a_cursor_holds_nothing_that_its_row_does_not_show",
    ),
    "F8 page and more repeated in the text": (
        SQL,
        "test_a_page_is_read_once_whatever_is_asked_of_it",
    ),
}

CANNOT_ARISE = {
    "P22 asyncpg's pool resets a connection at each release": "there is no asyncpg and no reset: a "
    "line is taken and put back as it is, and nothing ever changes its settings",
    "P12, F1 a variable limit cannot be batched": "statements are pipelined, not batched: each has "
    "binds of its own",
    "P25 one span a plan with the SQL's hash": "there is no tracing: the log names a fault's "
    "reference, and `explain` shows a statement",
    "W9 an asynchronous session shared by root fields": "a walk reads one value fetched before it; "
    "payload rows are read one after the other",
    "F9 $1 of a fold's argument reaches the stored states": "no argument takes a folded enum: an "
    "argument is compared with the column of its own name, or refused",
}


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_trap_names_a_test_that_there_is() -> None:
    missing = [
        (row, file, name)
        for row, (file, name) in SPRUNG.items()
        if name not in _tests(READING / file)
    ]
    assert missing == []


def test_every_test_of_a_trap_is_named_by_one() -> None:
    named = {name for _, name in SPRUNG.values()}
    own = {
        "test_the_shelves_have_what_these_tests_need",
        "test_the_guest_sees_less_than_the_keeper",
    }
    own.add("test_a_list_of_members_over_a_column_is_refused")
    for file in (SQL, WALK, VIEWER):
        tests = {name for name in _tests(READING / file) if name.startswith("test_")}
        assert tests - named - own == set(), file


def test_every_row_of_the_tables_is_spoken_of() -> None:
    told = " ".join([*SPRUNG, *CANNOT_ARISE])
    rows = [*(f"P{n}" for n in range(1, 26)), *(f"W{n}" for n in range(1, 17))]
    assert [row for row in rows if not _speaks_of(told, row)] == []


def _speaks_of(told: str, row: str) -> bool:
    return row in told.replace(",", " ").split()
