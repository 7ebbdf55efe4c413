select usage_retire(now() - make_interval(days => ${hoursDays}::int), (now() - make_interval(days => ${daysDays}::int))::date) as dropped
