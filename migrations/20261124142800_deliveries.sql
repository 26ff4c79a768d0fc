-- Messages are kept from their last attempt on, and those that somebody sends are counted.

drop index deliveries_over;
create index deliveries_over on deliveries (tried_at) where state <> 'waiting';
create index deliveries_leased on deliveries (webhook_id, leased_until)
    where state = 'waiting' and leased_until is not null;
