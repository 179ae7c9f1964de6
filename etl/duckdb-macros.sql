-- Spark's names for what DuckDB calls otherwise; each macro keeps Spark's meaning for the arguments our SQL gives it
create macro timestamp_millis(ms) as epoch_ms(cast(ms as bigint));
create macro unix_millis(moment) as epoch_ms(moment);
create macro explode(list) as unnest(list);
create macro array_size(list) as cast(len(list) as int);
create macro date_sub(day, days) as cast(day - to_days(cast(days as int)) as date);
create macro count_if(holds) as count(case when holds then 1 end);
