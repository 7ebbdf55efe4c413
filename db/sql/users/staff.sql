select id from app_user where role in ('admin', 'operator') and status = 'active'
