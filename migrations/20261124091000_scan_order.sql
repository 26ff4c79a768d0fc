-- When the latest recorded scan began, so that a slower, older one that ends later changes nothing.
alter table hosts add column scanned_from timestamptz;
